import type { Step } from './step.ts';

/** The template that a step names, and how. `folder`: it stands for its editions, one for each period. */
export interface TemplateUse {
  by: 'send' | 'notify';
  template: string;
  folder: boolean;
}

export function templateUseOf(step: Step): TemplateUse | undefined {
  if ('notify' in step) return { by: 'notify', template: step.notify, folder: false };
  return 'send' in step ? { by: 'send', template: step.send, folder: step.edition !== undefined } : undefined;
}

/** Whether a template is the one that is meant: itself, or an edition such as "news/2027-W09". */
export function isMeant({ template, folder }: TemplateUse, id: string): boolean {
  return folder ? id.startsWith(`${template}/`) : id === template;
}
