/** Every word that a page says to a customer, in one language. `{brand}` and its like are filled in; what is filled in may be long. */
export interface PageWords {
  /** BCP 47. */
  language: string;
  direction: 'ltr' | 'rtl';
  /** Above a page that a link of a proof opened. */
  proof: string;
  unknownLink: { title: string; text: string };
  failed: string;
  unsubscribe: {
    title: string;
    /** With {topic} and {brand}. */
    email: string;
    sms: string;
    button: string;
    doneTitle: string;
    doneEmail: string;
    doneSms: string;
    /** Leads to the preference page. */
    choose: string;
  };
  /** An answer to a campaign, with {brand}. */
  response: { title: string; text: string; button: string; doneTitle: string; done: string; lateTitle: string; late: string };
  /** A survey: 0 to 10, and words if she likes. With {brand}. */
  survey: {
    title: string;
    score: string;
    least: string;
    most: string;
    text: string;
    button: string;
    /** Nothing was chosen. */
    missing: string;
    doneTitle: string;
    done: string;
  };
  preferences: {
    title: string;
    intro: string;
    email: string;
    sms: string;
    /** Beside a topic that belongs to a purchase. */
    service: string;
    language: string;
    pauseTitle: string;
    pause: string;
    /** With {date}. */
    pausedUntil: string;
    save: string;
    noneTitle: string;
    none: string;
    noneButton: string;
    saved: string;
    /** After `noneButton`. */
    unsubscribed: string;
    /** What was sent holds something that the shop does not know. */
    outdated: string;
    /** Why nothing goes out by a channel whatever is ticked, with {address} of the brand. */
    complaint: string;
    stop: string;
    undelivered: string;
    blocked: string;
    /** Nothing is known of her, or she was forgotten. */
    nobodyTitle: string;
    nobody: string;
  };
}
