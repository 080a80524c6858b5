import { describe, expect, it } from 'vitest';
import { budgetOf, bundleBase, bundleFunction, functionNames } from '../config/bundles.ts';

describe.each(functionNames)('the bundle of %s', (name) => {
  it('stays near the size of its SDK clients, and holds neither the cloud nor the mail compiler', async () => {
    const [whole, base] = await Promise.all([bundleFunction(name), bundleBase(name)]);
    const ratio = whole.code.length / base.code.length;
    console.info(`${name}: ${kilobytes(whole.code)} KB, ${ratio.toFixed(2)} × its clients (${kilobytes(base.code)} KB)`);
    const packages = new Set(
      Object.keys(whole.meta.inputs).flatMap((input) => input.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1] ?? []),
    );
    expect([...packages].filter((each) => /^(aws-cdk-lib|constructs|mjml.*|htmlnano|@aws-lambda-powertools\/tracer)$/.test(each))).toEqual(
      [],
    );
    // The full zod is for definitions; functions read with the small one, which starts four times as fast.
    const kept = Object.values(whole.meta.outputs).flatMap(({ inputs }) =>
      Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0),
    );
    expect(kept.map(([input]) => input).filter((input) => /node_modules\/zod\/v4\/(classic|locales)\//.test(input))).toEqual([]);
    const clients = [...packages].filter((each) => /^@aws-sdk\/client-/.test(each));
    const granted = Object.keys(base.meta.inputs).flatMap((input) => input.match(/node_modules\/(@aws-sdk\/client-[^/]+)\//)?.[1] ?? []);
    expect(clients.filter((client) => !granted.includes(client))).toEqual([]);
    expect(ratio).toBeLessThanOrEqual(budgetOf(name).size);
  });
});

function kilobytes(code: Uint8Array): number {
  return Math.round(code.length / 1024);
}
