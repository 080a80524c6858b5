import type { ExportEntry, ExportSection } from '../store/export-entries.ts';
import { entryLines } from './export-words.ts';

const titles: Record<ExportSection, string> = {
  profile: 'What is known of her',
  scores: 'What is computed of her',
  contact: 'How she is reached, and what she agreed to',
  consent: 'What she said of consent, and how that is proved',
  ledger: 'Every line of her points',
  'order-points': 'What each order earned',
  activity: 'What she did',
  enrollment: 'Campaigns that she is or was in, the control group included',
  hint: 'What enters her next by time alone',
  account: 'Her memberships',
  message: 'Messages to her, and what became of them',
  notice: 'What colleagues were told of her',
  redemption: 'Rewards that she asked for',
  coupon: 'Codes that are hers',
  other: 'What else is stored of her',
};

/** The lines of a part of an export; `before` is the section that the part before ended in. Instants are told in her zone. */
export function exportLines(
  entries: readonly ExportEntry[],
  { before, zone }: { before: ExportSection | undefined; zone: string },
): string[] {
  let section = before;
  return entries.flatMap((each) => {
    const title = titles[each.section];
    const above = each.section !== section ? ['', title, '='.repeat(title.length)] : each.section === 'scores' ? [] : [''];
    section = each.section;
    return [...above, ...entryLines(each, zone).map((line) => `  ${line}`)];
  });
}
