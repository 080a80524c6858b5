import { globSync, readFileSync } from 'node:fs';

// Sums the JSON reports of vitest in a folder: `node test/config/sum-reports.ts FOLDER EXIT-CODE`.
const [folder = 'reports', exitCode = '0'] = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const file of globSync(`${folder}/*.json`)) {
  const report: { numPassedTests: number; numFailedTests: number } = JSON.parse(readFileSync(file, 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests;
}
// A step that failed is not hidden by tests that passed.
if (exitCode !== '0') failed = Math.max(failed, 1);
console.log(`${passed} passed, ${failed} failed`);
