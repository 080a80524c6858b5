import { betaGeometric } from './beta-geometric.ts';

/**
 * BG/NBD (Fader, Hardie & Lee 2005): she may stop right after any repeat order. Whoever ordered once is alive for certain
 * by construction, so never rank all customers by it.
 */
export const bgNbd = betaGeometric(0);
