const form = /^[^\s@<>"(),;:\\[\]]{1,64}@[^\s@<>"(),;:\\[\]]+\.[^\s@<>"(),;:\\[\].]{2,}$/;

/** Whether a text can be an e-mail address, also one with letters beyond ASCII. https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1 */
export function isEmail(text: string): boolean {
  return text.length <= 254 && form.test(text) && !/\.\.|\.@|@\.|^\./.test(text);
}
