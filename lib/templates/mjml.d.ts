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
  export default function mjml2html(source: string, options: Options): Promise<{ html: string; errors: Issue[] }>;
}
