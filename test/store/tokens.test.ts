import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readResponse, signResponse } from '../../lib/store/response-tokens.ts';
import { readUnsubscription, signUnsubscription } from '../../lib/store/tokens.ts';

const secret = (letter: string) => letter.repeat(40);
const secrets = { pepper: secret('p'), tokens: [{ kid: '1', secret: secret('s') }] };
const subject = { cid: 'c1d', channel: 'email', topic: 'offers' } as const;

describe('an unsubscribe token', () => {
  it('is read back by the installation that made it', () => {
    expect(readUnsubscription(secrets, signUnsubscription(secrets, subject))).toEqual(subject);
  });

  it('still works when a newer key was added', () => {
    const token = signUnsubscription(secrets, subject);
    const rotated = { ...secrets, tokens: [{ kid: '2', secret: secret('t') }, ...secrets.tokens] };
    expect(readUnsubscription(rotated, token)).toEqual(subject);
  });

  it('is refused with another secret, another key id, or any character changed', () => {
    const token = signUnsubscription(secrets, subject);
    expect(readUnsubscription({ ...secrets, tokens: [{ kid: '1', secret: secret('x') }] }, token)).toBeUndefined();
    expect(readUnsubscription({ ...secrets, tokens: [{ kid: '9', secret: secret('s') }] }, token)).toBeUndefined();
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom('A', 'z', '0', '.', '_'), (place, letter) => {
        const forged = token.slice(0, place) + letter + token.slice(place + 1);
        expect(forged === token || readUnsubscription(secrets, forged) === undefined).toBe(true);
      }),
    );
  });

  it('refuses anything else without throwing', () => {
    fc.assert(fc.property(fc.string(), (text) => readUnsubscription(secrets, text) === undefined));
  });
});

describe('a response token', () => {
  it('is read back as it was signed, whatever the shop calls an occurrence', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ minLength: 1 }), fc.constant('a\nb')), (occurrence) => {
        const link = { cid: 'c1d', campaign: 'offer', occurrence, step: 'mail', until: 1_800_000_000_000 };
        expect(readResponse(secrets, signResponse(secrets, link))).toEqual(link);
      }),
    );
  });
});
