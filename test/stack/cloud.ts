import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { chooseStages, type StageName } from '../../lib/constructs/stage.ts';
import { MarketingStack } from '../../lib/marketing-stack.ts';

/** A resource of a template, loosely: tests look at what CloudFormation will read. */
export interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is free JSON
  Properties: any;
  DeletionPolicy?: string;
  DependsOn?: string[];
}

/** An app as `bin/app.ts` makes it, which leaves the functions' code alone. */
export function checkedApp(): App {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] }, analyticsReporting: false });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return app;
}

const made = new Map<StageName, Template>();

/** The template of a stage, without bundling the functions. Throws when cdk-nag finds anything. */
export function template(stage: StageName): Template {
  const known = made.get(stage);
  if (known) return known;
  const app = checkedApp();
  const [settings] = chooseStages(stage);
  if (!settings) throw new Error(stage);
  const fresh = Template.fromStack(new MarketingStack(app, settings));
  made.set(stage, fresh);
  return fresh;
}

/** Every resource of a type, by logical id. */
export function resources(stage: StageName, type: string): Record<string, Resource> {
  return template(stage).findResources(type) as Record<string, Resource>;
}

/** The one resource of a type whose logical id begins with a construct path such as `Queues/triggered`. */
export function resource(stage: StageName, type: string, path: string): Resource & { id: string } {
  const prefix = path.replaceAll(/[^A-Za-z0-9]/g, '');
  const found = Object.entries(resources(stage, type)).filter(([id]) => new RegExp(`^${prefix}[0-9A-F]{8}$`).test(id));
  const [only] = found;
  if (!only || found.length > 1) throw new Error(`${found.length} resources of ${type} at ${path}`);
  return { id: only[0], ...only[1] };
}
