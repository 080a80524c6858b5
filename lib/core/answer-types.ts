/** These tell in `data.campaign`, `data.occurrence` and `data.step` which message they answer, and mean this enrollment's only. */
const answers = /^(email|sms|survey)\.|^(campaign\.responded|task\.done)$/;

/** Whether a type of activity answers a message, a survey or a task. */
export function isAnswer(type: string): boolean {
  return answers.test(type);
}
