import { describe, expect, it } from 'vitest';
import { checkTemplateAlone } from '../../../lib/core/definition/shown-variables.ts';
import { campaign, library, problemsOf, template, variable } from './shop.ts';

const notify = (more: object = {}) => campaign({ steps: [{ notify: 'call', to: 'care-team', ...more }] });
const letters = (...ids: string[]) => ({ templates: ids.map((id) => template(id)) });

describe('telling a colleague', () => {
  it('names a team or the path of an address, and a template with a mail in the default language', () => {
    expect(problemsOf(notify({ due: '3 days', digest: 'daily' }))).toEqual([]);
    expect(problemsOf(notify({ to: 'customer.accountManager' }))).toEqual([]);
    expect(problemsOf(notify({ to: 'customer.birthday' }))).toEqual(['error steps[0].to: must lead to a text; customer.birthday is date']);
    expect(problemsOf(notify({ to: 'sales' }))).toEqual(['error steps[0].to: there is no such team in settings.json']);
    expect(problemsOf(notify(), { templates: [] })).toEqual(['error steps[0].notify: there is no such template in templates/']);
    const german = template('call', { languages: { email: ['de'], subject: ['de'], sms: {} } });
    expect(problemsOf(notify(), { templates: [german] })).toEqual([
      'error steps[0].notify: template "call" has no mail for colleagues: it needs email.en.mjml and a subject in "en"',
    ]);
    const english = template('call', { languages: { email: ['en'], subject: ['en'], sms: {} } });
    expect(problemsOf(notify(), { templates: [english] })).toEqual([]);
  });

  it('shows what is known of her and of the task, and nothing that only a message has', () => {
    const shows = (path: string) => ({ templates: [template('call', { variables: [variable(path)] })] });
    expect(problemsOf(notify(), shows('trigger.total'))).toEqual([]);
    expect(problemsOf(notify(), shows('task.doneUrl'))).toEqual([]);
    expect(problemsOf(notify({ due: '1 day' }), shows('task.due'))).toEqual([]);
    expect(problemsOf(notify(), shows('task.due'))).toEqual([expect.stringContaining('task.due may be missing')]);
    for (const path of ['unsubscribeUrl', 'consent.email.offers'])
      expect(problemsOf(notify(), shows(path))).toEqual([`error (file): {{ ${path} }}: a mail to a colleague ("notify") does not have it`]);
    const sent = campaign({ steps: [{ send: 'call' }] });
    expect(problemsOf(sent, shows('task.doneUrl'))).toEqual(['error (file): {{ task.doneUrl }}: only a template of "notify" has a task']);
    const alone = checkTemplateAlone(template('call', { variables: [variable('task.don')] }), library([]), ['task.due']);
    expect(alone).toMatchObject([{ message: '{{ task.don }}: there is no such variable', allowed: ['task.due'] }]);
  });
});

describe('the name of a colleague', () => {
  it('is text', () => {
    const sends = (sender: string) => campaign({ steps: [{ send: 'hello', sender }] });
    expect(problemsOf(sends('customer.accountManager'))).toEqual([]);
    expect(problemsOf(sends('customer.birthday'))).toEqual(['error steps[0].sender: must lead to a text; customer.birthday is date']);
    expect(problemsOf(sends('customer.acountManager'))).toEqual(['error steps[0].sender: there is no customer.acountManager']);
  });
});

describe('editions', () => {
  const weekly = campaign({ steps: [{ send: 'news', edition: 'week' }] });

  it('stand in folders of their template, and each is checked', () => {
    expect(problemsOf(weekly, letters('news/2027-W09', 'news/2027-W10'))).toEqual([]);
    const incomplete = template('news/2027-W10', { languages: { email: ['de'], subject: ['de'], sms: {} } });
    expect(problemsOf(weekly, { templates: [template('news/2027-W09'), incomplete] })).toEqual([
      expect.stringContaining('template "news/2027-W10" lacks the default language'),
    ]);
  });

  it('are not found in a template of that name alone, and the other way round', () => {
    expect(problemsOf(weekly, letters('news', 'letter/2027-W09'))[0]).toMatch(
      /^error steps\[0\]\.send: there is no edition of such a template: a folder such as templates\/news\/2027-W09/,
    );
    expect(problemsOf(campaign({ steps: [{ send: 'news' }] }), letters('news/2027-W09'))).toEqual([
      'error steps[0].send: there is no such template in templates/',
    ]);
  });
});
