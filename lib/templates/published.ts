/** A template as the sender reads it: every part is Liquid, the e-mail is HTML already. JSON-safe, at most 300 KB. */
export interface PublishedTemplate {
  id: string;
  /** BCP 47. The language of customers whose own is not among `languages`. */
  defaultLanguage: string;
  languages: { [language: string]: PublishedLanguage };
}

/** What one language has. An e-mail needs subject, html and text; an SMS needs sms. */
export interface PublishedLanguage {
  subject?: string;
  /** Already inside `html`, hidden; kept for previews. */
  preheader?: string;
  html?: string;
  /** Of each piece of Liquid in `html`, the file and line that it was written in: "email.en.mjml:12". */
  places?: string[];
  text?: string;
  sms?: string;
}

/** The most that a published template may weigh, in bytes of its JSON. */
export const maxPublishedBytes = 300_000;
