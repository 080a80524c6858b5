import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Take far longer than others: begun last, one of them would keep one worker busy while the other has nothing left to do. */
const long = ['faults/net', 'faults/simulate', 'cli/score', 'sandbox/held-orders', 'sandbox/whole-path', 'stack/bundles'];

/** As vitest orders files, but the long ones first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => long.some((name) => moduleId.endsWith(`${name}.test.ts`));
    return [...usual.filter(isLong), ...usual.filter((file) => !isLong(file))];
  }
}
