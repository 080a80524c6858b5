import { escapeHtml } from './escape.ts';
import { button, linkPage } from './link-page.ts';

/** A task of a campaign, as the colleague who has done it reads it: it names no customer. */
export interface TaskSubject {
  campaign: string;
  task: string;
}

export function taskPage({ campaign, task }: TaskSubject): string {
  return linkPage(
    { title: 'Is it done?' },
    `<p>The task “${escapeHtml(task)}” of the campaign “${escapeHtml(campaign)}”.</p>${button('Done')}`,
  );
}

export function taskDonePage({ campaign, task }: TaskSubject): string {
  return linkPage({ title: 'Thank you' }, `<p>The task “${escapeHtml(task)}” of the campaign “${escapeHtml(campaign)}” is done.</p>`);
}

/** A run of a campaign, as its owner reads it. */
export interface RunSubject {
  campaign: string;
  /** When it began, as its schedule says it. */
  run: string;
}

export function stopPage({ campaign, run }: RunSubject): string {
  const what = `The run of ${escapeHtml(run)} of the campaign “${escapeHtml(campaign)}”`;
  const rest =
    'What was not sent by now is dropped, also of earlier runs, and those inside leave. What was sent stays sent. Later runs start as before.';
  return linkPage({ title: 'Stop it?' }, `<p>${what}. ${rest}</p>${button('Stop')}`);
}

export function stoppedPage({ campaign, run }: RunSubject): string {
  const what = `The run of ${escapeHtml(run)} of the campaign “${escapeHtml(campaign)}” was stopped`;
  return linkPage({ title: 'Stopped' }, `<p>${what}. It takes up to a minute until the last message under way has left.</p>`);
}
