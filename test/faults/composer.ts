interface Mail {
  from: { address: string };
  to: { address: string };
  subject: string;
  html: string;
  text: string;
  messageId: string;
  headers: Record<string, string>;
}

/**
 * Stands in for nodemailer's composer, which takes longer than all the rest of a message and waits for streams: the same
 * headers and texts, put together at once. What a mail looks like as bytes is shown elsewhere.
 */
class MailComposer {
  readonly mail: Mail;

  constructor(mail: Mail) {
    this.mail = mail;
  }

  compile(): { build(): Promise<Buffer> } {
    const { from, to, subject, messageId, headers, text, html } = this.mail;
    const lines = Object.entries({ From: from.address, To: to.address, Subject: subject, 'Message-ID': messageId, ...headers });
    const head = lines.map(([name, value]) => `${name}: ${value}`).join('\r\n');
    return { build: async () => Buffer.from(`${head}\r\n\r\n${text}\r\n\r\n${html}`) };
  }
}

// biome-ignore lint/style/noDefaultExport: it stands in for a module that has one
export { MailComposer as default };
