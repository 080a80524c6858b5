/** The package declares itself under another name, and with types of browsers; this is what is used of it. */
declare module '@mixmark-io/domino' {
  interface DrawnElement {
    textContent: string;
    setAttribute(name: string, value: string): void;
  }
  interface DrawnDocument {
    createElementNS(namespace: string, tag: string): DrawnElement;
  }
  export function createDocument(html: string): DrawnDocument;
}
