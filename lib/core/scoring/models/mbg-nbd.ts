import { betaGeometric } from './beta-geometric.ts';

/** MBG/NBD (Batislam, Denizel & Filiztekin 2007; Hoppe & Wagner 2008): she may stop right after any order, her first one too. */
export const mbgNbd = betaGeometric(1);
