/** The little of mjml 5 that is used; it brings no types of its own. */
declare module 'mjml' {
  interface Options {
    validationLevel?: 'strict' | 'soft' | 'skip';
    keepComments?: boolean;
    fonts?: { [name: string]: string };
  }
  interface Issue {
    line: number;
    message: string;
    tagName: string;
  }
  // biome-ignore lint/style/noDefaultExport: that is how mjml exports it
  export default function mjml2html(source: string, options: Options): Promise<{ html: string; errors: Issue[] }>;
}
