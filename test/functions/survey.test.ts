import { beforeEach, describe, expect, it } from 'vitest';
import { enrollmentFromItem } from '../../lib/store/enrollments.ts';
import { signSurvey } from '../../lib/store/response-tokens.ts';
import { loadSecrets } from '../../lib/store/secrets.ts';
import { nobody } from '../../lib/store/tokens.ts';
import { escapeHtml } from '../../lib/templates/escape.ts';
import type { Cloud } from './cloud.ts';
import { callHttp } from './http-call.ts';
import { ann, day, enrollments, noon, order, outcomes, place, shop, thanks } from './shop.ts';

let cloud: Cloud;
let token: string;
const survey = thanks({
  id: 'survey',
  steps: [
    { send: 'thanks', validFor: '2 days' },
    { id: 'answer', wait: '14 days', for: { activity: 'survey.answered', step: 'thanks' }, then: [{ send: 'hello', validFor: '2 days' }] },
  ],
});

beforeEach(async () => {
  cloud = await shop({ campaigns: [survey] });
  await place(cloud, order('o-1'));
  await cloud.settle();
  const [asked] = (await enrollments(cloud)).map(enrollmentFromItem);
  const occurrence = asked?.enrollment.occurrence ?? '';
  token = signSurvey(await loadSecrets(cloud.world), { cid: ann, campaign: 'survey', occurrence, step: 'thanks' });
});

const visit = (method: 'GET' | 'POST', { query = '', body = '', of = token } = {}) =>
  callHttp(cloud, {
    routeKey: `${method} /survey/{token}`,
    rawQueryString: query,
    headers: {},
    pathParameters: { token: of },
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
  } as unknown as Parameters<typeof callHttp>[1]);
const answers = async () =>
  (await cloud.world.table.query({ table: 'activities', pk: ann, prefix: 'survey.answered#' })).items.map(
    ({ activity }) => (activity as { data: unknown }).data,
  );

describe('the link of a survey', () => {
  it('shows the numbers, with the one that it names, and counts nothing however often it is opened', async () => {
    for (let time = 0; time < 3; time++) {
      const { statusCode, body } = await visit('GET', { query: 'score=9' });
      expect(statusCode).toBe(200);
      expect(body).toContain('value="9" checked');
      expect(body?.match(/type="radio"/g)).toHaveLength(11);
    }
    await cloud.settle();
    expect(await answers()).toEqual([]);
  });

  it('counts the first press, and the journey goes on from it', async () => {
    expect((await visit('POST', { body: 'score=10&text=Lovely+%F0%9F%8C%BF' })).body).toContain('has your answer');
    expect((await visit('POST', { body: 'score=2' })).body).toContain('has your answer');
    await cloud.settle();
    expect(await answers()).toMatchObject([{ score: 10, text: 'Lovely 🌿', campaign: 'survey', step: 'thanks' }]);
    expect(await outcomes(cloud)).toEqual(['sent', 'sent']);
  });

  it.each(['', 'score=', 'score=11', 'score=-1', 'score=9.5', 'score=1e1', 'score=ten'])(
    'asks again after "%s", and keeps her words',
    async (sent) => {
      const { statusCode, body } = await visit('POST', { body: `${sent}&text=%3Cb%3Eso so` });
      expect(statusCode).toBe(200);
      expect(body).toContain('role="alert"');
      expect(body).toContain(escapeHtml('<b>so so'));
      expect(body).not.toContain('<b>');
      expect(await answers()).toEqual([]);
    },
  );

  it('of a proof, of nobody known and of a forger records nothing', async () => {
    const secrets = await loadSecrets(cloud.world);
    for (const cid of [nobody, 'somebody-else'])
      expect(
        await visit('POST', { body: 'score=3', of: signSurvey(secrets, { cid, campaign: 'survey', occurrence: 'x', step: 'thanks' }) }),
      ).toMatchObject({ statusCode: 200 });
    expect(await visit('POST', { body: 'score=3', of: `${token.slice(0, -2)}xx` })).toMatchObject({ statusCode: 404 });
    await cloud.advanceTo(noon + day);
    expect(cloud.world.feed.read('activities', 0).filter(({ keys }) => keys.sk.startsWith('survey.'))).toEqual([]);
  });
});
