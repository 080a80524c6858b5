import { Charset, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

/** How esbuild makes one file of a function; the size check and the bench use the same. */
export const bundling = {
  format: OutputFormat.ESM,
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  sourceMap: false,
  // What customers read stands in many scripts; escaped it would be twice as long.
  charset: Charset.UTF8,
  // CommonJS packages inside an ES module still ask for Node's built-in modules by `require`.
  banner: "import { createRequire as rapportRequire } from 'node:module'; const require = rapportRequire(import.meta.url);",
};
