import { SegmentedMessage } from 'sms-segments-calculator';

export interface SmsSize {
  /** What the carrier bills: one per 160 GSM-7 or 70 UCS-2 characters, 153 or 67 when there are several. */
  segments: number;
  encoding: 'GSM-7' | 'UCS-2';
}

/** How many parts a text is sent and billed as. */
export function smsSegments(text: string): SmsSize {
  const message = new SegmentedMessage(text);
  return { segments: message.segmentsCount, encoding: message.encodingName };
}
