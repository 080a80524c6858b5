import { describe, expect, it } from 'vitest';
import type { CampaignInput } from '../../../lib/core/definition/campaign.ts';
import { campaign, thankYou } from '../shop.ts';

const nodesOf = (steps: CampaignInput['steps']) => {
  const { first, nodes } = campaign(thankYou, { steps });
  return { first, nodes: Object.fromEntries([...nodes].map(([id, node]) => [id, node])) };
};

describe('a program', () => {
  it('lowers nested steps to nodes that know what follows; nameless ones are called by their path', () => {
    const { first, nodes } = nodesOf([
      { wait: '1 day', for: { activity: 'page.viewed' }, then: [{ send: 'a' }, { send: 'b' }] },
      { branch: [{ if: { field: 'metrics.orders', atLeast: 2 }, then: [{ exit: 'done' }] }] },
      { send: 'c' },
    ]);
    expect(first).toBe('steps.0');
    expect(nodes['steps.0']).toMatchObject({ verb: 'wait', came: 'a', otherwise: 'steps.1' });
    expect(nodes.a).toMatchObject({ next: 'b' });
    expect(nodes.b).toMatchObject({ next: 'steps.1' });
    expect(nodes['steps.1']).toMatchObject({ roads: [{ to: 'steps.1.branch.0.then.0' }], otherwise: 'c' });
    expect(nodes.c).toMatchObject({ next: null, by: ['email'], topic: 'service' });
  });

  it('has no road backward: every campaign comes to an end', () => {
    const order = [
      ...campaign(thankYou, {
        steps: [{ send: 'a' }, { wait: '1 day', then: [{ send: 'b' }], for: { activity: 'page.viewed' } }, { send: 'c' }],
      }).nodes.values(),
    ];
    const places = new Map(order.map((node, index) => [node.id, index]));
    for (const node of order) {
      const roads = 'next' in node ? [node.next] : node.verb === 'wait' ? [node.came, node.otherwise] : [];
      for (const to of roads) if (to !== null) expect(places.get(to)).toBeLessThan(places.get(node.id) ?? -1);
    }
  });

  it('refuses two steps of one name', () => {
    expect(() => nodesOf([{ send: 'a' }, { send: 'a' }])).toThrow(/campaign thank-you: two steps are called "a"/);
  });
});
