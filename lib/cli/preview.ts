import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { escapeHtml } from '../templates/escape.ts';
import { findOneCustomer } from '../usecases/find-customer.ts';
import { type PreviewParts, previewContext } from '../usecases/preview-message.ts';
import { type Rendered, renderPreview } from '../usecases/render-preview.ts';
import { sendProof } from '../usecases/send-proof.ts';
import type { World } from '../world.ts';
import { connect } from './connect.ts';
import { loadRight } from './local-campaign.ts';
import { previewParts } from './preview-parts.ts';
import { checkWritable, writing } from './written-file.ts';

interface Options {
  as: string;
  language?: string;
  edition?: string;
  definitions: string;
  outputs?: string;
}

/** Renders one message for a customer: in her language, in another, or in `all` that the template has. */
export async function preview(world: World, parts: PreviewParts, { as, language }: Pick<Options, 'as' | 'language'>) {
  const { cid } = await findOneCustomer(world, as);
  const made = await previewContext(world, cid, parts);
  const rendered: Rendered[] = [];
  for (const each of languagesOf(parts, language)) rendered.push(await renderPreview(world, made, each));
  return { step: parts.node.id, template: parts.template.id, sampled: made.sampled, rendered };
}

function languagesOf({ template }: PreviewParts, language: string | undefined): (string | undefined)[] {
  if (language !== 'all') return [language];
  const { defaultLanguage, languages } = template;
  return [defaultLanguage, ...Object.keys(languages).filter((each) => each !== defaultLanguage)];
}

/** As text; what is HTML goes into a file. */
export function showPreview({ step, template, sampled, rendered }: Awaited<ReturnType<typeof preview>>): string {
  return [
    `${step}: template ${template}`,
    ...(sampled.length > 0 ? [`made up, since no enrollment of hers tells it: ${sampled.join(', ')}`] : []),
    ...rendered.flatMap(({ language, email, sms, faults }) => [
      '',
      `[${language}]`,
      ...(email
        ? [`subject: ${email.subject}`, ...(email.preheader === undefined ? [] : [`preheader: ${email.preheader}`]), '', email.text]
        : []),
      ...(sms ? [`SMS (${sms.segments} part${sms.segments === 1 ? '' : 's'}): ${sms.body}`] : []),
      ...faults.map((fault) => `would not be sent: ${fault}`),
    ]),
  ].join('\n');
}

/** Each language beside the others, as it would look. */
export function sideBySide(rendered: Rendered[]): string {
  const columns = rendered.map(
    ({ language, email, sms, faults }) =>
      `<section><h2>${escapeHtml(language)}</h2><p>${escapeHtml(email?.subject ?? '')}</p>${
        email ? `<iframe sandbox srcdoc="${escapeHtml(email.html)}"></iframe>` : ''
      }${sms ? `<p>SMS: ${escapeHtml(sms.body)}</p>` : ''}${faults.map((fault) => `<p>${escapeHtml(fault)}</p>`).join('')}</section>`,
  );
  const style =
    'body{display:flex;gap:1rem;font-family:sans-serif}section{flex:1;min-width:20rem}iframe{width:100%;height:80vh;border:1px solid #999}';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Preview</title><style>${style}</style><body>${columns.join('')}</body></html>`;
}

/** `rapport preview CAMPAIGN STEP --as CUSTOMER`: exactly what would be sent, and nothing is. */
export function previewCommand(): Command {
  return withCommon(new Command('preview'))
    .description('render a message of the local definitions for a customer as she is known now; sends nothing')
    .argument('<campaign>', 'the id of the campaign')
    .argument('<step>', 'the step that sends or tells')
    .option('--html <file>', 'write the HTML into a file; of several languages side by side')
    .action(async (campaign: string, step: string, { html, ...options }: Options & { html?: string }) => {
      await checkWritable(html);
      const { world, parts } = await prepare(options, { campaign, step });
      for (const part of parts) {
        const shown = await preview(world, part, options);
        console.log(showPreview(shown));
        const [only] = shown.rendered;
        if (html !== undefined)
          await writing(html, () =>
            writeFile(html, shown.rendered.length === 1 && only?.email ? only.email.html : sideBySide(shown.rendered)),
          );
        if (shown.rendered.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
      }
    });
}

/** `rapport proof CAMPAIGN [STEP] --as CUSTOMER --to ADDRESS`: sends it for real, to a colleague. */
export function proofCommand(): Command {
  return withCommon(new Command('proof'))
    .description('send messages of the local definitions for real to an address of settings.proofs, marked as proof and counted nowhere')
    .argument('<campaign>', 'the id of the campaign')
    .argument('[step]', 'one step only')
    .requiredOption('--to <address>', 'one of "proofs" in settings.json')
    .action(async (campaign: string, step: string | undefined, { to, ...options }: Options & { to: string }) => {
      const { world, parts } = await prepare(options, { campaign, step });
      const { cid } = await findOneCustomer(world, options.as);
      for (const part of parts) {
        const made = await previewContext(world, cid, part);
        for (const language of languagesOf(part, options.language)) {
          const { sent, subject, ...proof } = await sendProof(world, made, { to, ...(language !== undefined && { language }) });
          console.log(`${part.node.id} [${proof.language}] "${subject}": ${sent.outcome}${'reason' in sent ? ` (${sent.reason})` : ''}`);
          if (sent.outcome !== 'sent') process.exitCode = 1;
        }
      }
    });
}

function withCommon(command: Command): Command {
  return command
    .requiredOption('--as <customer>', "the shop's own id, her e-mail address or her phone number")
    .option('--language <language>', 'instead of hers; "all" for each that the template has')
    .option('--edition <period>', 'of a newsletter: "2026-W45" or "2026-11" [that of now]')
    .option('--definitions <path>', 'the folder of definitions', 'campaigns')
    .option('--outputs <file>', 'a deployed stack: the file that "cdk deploy --outputs-file" wrote');
}

async function prepare(options: Options, wanted: { campaign: string; step: string | undefined }) {
  const definitions = await loadRight(options.definitions, 'nothing was rendered');
  const world = await connect(options.outputs);
  return { world, parts: await previewParts(definitions, { ...wanted, edition: options.edition }, world.now()) };
}
