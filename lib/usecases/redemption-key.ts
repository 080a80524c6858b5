/** What can stand in an address as it is: "." and ".." would lead elsewhere. */
export function isKey(text: string): boolean {
  return /^(?=.*[A-Za-z0-9])[A-Za-z0-9._~-]{1,64}$/.test(text);
}
