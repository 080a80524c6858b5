/** What Linden & Pine sells; prices are whole pence of the home market. */
export interface Product {
  sku: string;
  name: string;
  category: string;
  pence: number;
  weight: number;
}

export const products: readonly [Product, ...Product[]] = [
  { sku: 'TEA-01', name: 'First flush Darjeeling, 100 g', category: 'tea', pence: 1250, weight: 9 },
  { sku: 'TEA-02', name: 'Earl Grey with orange peel, 100 g', category: 'tea', pence: 790, weight: 12 },
  { sku: 'TEA-03', name: 'Linden blossom tea, 60 g', category: 'tea', pence: 540, weight: 10 },
  { sku: 'TEA-04', name: 'Sencha, 100 g', category: 'tea', pence: 1120, weight: 6 },
  { sku: 'COF-01', name: 'House espresso, 500 g', category: 'coffee', pence: 1480, weight: 12 },
  { sku: 'COF-02', name: 'Ethiopia Yirgacheffe, 250 g', category: 'coffee', pence: 1190, weight: 9 },
  { sku: 'COF-03', name: 'Decaf, 250 g', category: 'coffee', pence: 1090, weight: 4 },
  { sku: 'CAN-01', name: 'Pine resin candle', category: 'candles', pence: 1900, weight: 8 },
  { sku: 'CAN-02', name: 'Beeswax candles, set of 6', category: 'candles', pence: 1450, weight: 6 },
  { sku: 'KIT-01', name: 'Stoneware mug', category: 'kitchen', pence: 1600, weight: 8 },
  { sku: 'KIT-02', name: 'Cast iron teapot', category: 'kitchen', pence: 6400, weight: 2 },
  { sku: 'KIT-03', name: 'Olive wood board', category: 'kitchen', pence: 3850, weight: 3 },
  { sku: 'KIT-04', name: 'Linen tea towel', category: 'kitchen', pence: 1150, weight: 6 },
  { sku: 'GAR-01', name: 'Wildflower seed mix', category: 'garden', pence: 425, weight: 7 },
  { sku: 'GAR-02', name: 'Copper watering can', category: 'garden', pence: 5200, weight: 2 },
  { sku: 'GAR-03', name: 'Garden twine, 100 m', category: 'garden', pence: 675, weight: 5 },
  { sku: 'HOM-01', name: 'Wool blanket', category: 'home', pence: 8900, weight: 2 },
  { sku: 'HOM-02', name: 'Lavender soap, 3 pieces', category: 'home', pence: 980, weight: 8 },
  { sku: 'GIF-01', name: 'Gift box "A quiet evening"', category: 'gifts', pence: 4200, weight: 3 },
];

/** `perPound`: what a pound costs in the market's currency; `step`: prices are multiples of it, in minor units. */
export interface Market {
  country: string;
  currency: string;
  languages: readonly [string, ...string[]];
  zones: readonly [string, ...string[]];
  perPound: number;
  step: number;
  weight: number;
  /** Numbers that no network gives to anyone, so that no sandbox can ever reach a person: a prefix and so many digits. */
  phones?: { prefix: string; digits: number };
  names: keyof typeof names;
}

export const markets: readonly [Market, ...Market[]] = [
  {
    country: 'GB',
    currency: 'GBP',
    languages: ['en'],
    zones: ['Europe/London'],
    perPound: 1,
    step: 1,
    weight: 38,
    phones: { prefix: '+447700900', digits: 3 },
    names: 'english',
  },
  {
    country: 'DE',
    currency: 'EUR',
    languages: ['de'],
    zones: ['Europe/Berlin'],
    perPound: 1.16,
    step: 5,
    weight: 18,
    phones: { prefix: '+4917139200', digits: 2 },
    names: 'german',
  },
  {
    country: 'US',
    currency: 'USD',
    languages: ['en', 'en', 'en', 'es'],
    zones: ['America/New_York', 'America/Chicago', 'America/Denver', 'America/Los_Angeles'],
    perPound: 1.3,
    step: 5,
    weight: 14,
    phones: { prefix: '+1212555010', digits: 1 },
    names: 'english',
  },
  {
    country: 'FR',
    currency: 'EUR',
    languages: ['fr'],
    zones: ['Europe/Paris'],
    perPound: 1.16,
    step: 10,
    weight: 9,
    phones: { prefix: '+33639980', digits: 3 },
    names: 'french',
  },
  { country: 'AT', currency: 'EUR', languages: ['de-AT'], zones: ['Europe/Vienna'], perPound: 1.16, step: 5, weight: 5, names: 'german' },
  { country: 'IE', currency: 'EUR', languages: ['en'], zones: ['Europe/Dublin'], perPound: 1.16, step: 5, weight: 3, names: 'english' },
  {
    country: 'CH',
    currency: 'CHF',
    languages: ['de-CH', 'fr-CH'],
    zones: ['Europe/Zurich'],
    perPound: 1.12,
    step: 5,
    weight: 3,
    names: 'german',
  },
  {
    country: 'SE',
    currency: 'SEK',
    languages: ['sv'],
    zones: ['Europe/Stockholm'],
    perPound: 13.3,
    step: 100,
    weight: 2,
    names: 'english',
  },
  { country: 'JP', currency: 'JPY', languages: ['ja'], zones: ['Asia/Tokyo'], perPound: 195, step: 10, weight: 4, names: 'japanese' },
  {
    country: 'CA',
    currency: 'USD',
    languages: ['en', 'en', 'fr-CA'],
    zones: ['America/Toronto', 'America/Vancouver'],
    perPound: 1.3,
    step: 5,
    weight: 4,
    names: 'english',
  },
  {
    country: 'AU',
    currency: 'USD',
    languages: ['en-AU'],
    zones: ['Australia/Sydney', 'Australia/Perth'],
    perPound: 1.3,
    step: 5,
    weight: 3,
    names: 'english',
  },
  {
    country: 'CN',
    currency: 'USD',
    languages: ['zh-Hans-CN'],
    zones: ['Asia/Shanghai'],
    perPound: 1.3,
    step: 5,
    weight: 2,
    names: 'chinese',
  },
];

export const names = {
  english: {
    first: [
      'Anna',
      'Oliver',
      'Grace',
      'Noah',
      'Zoë',
      'James',
      'Amelia',
      'Siân',
      'Leo',
      'Ruth',
      'Daniel',
      'Maeve',
      'George',
      'Ivy',
      'Samuel',
      'Priya',
    ],
    last: [
      'Taylor',
      "O'Neill",
      'Walker',
      'Hughes',
      'Patel',
      'Brown',
      'Clarke',
      'Smith-Jones',
      'Evans',
      'Murphy',
      'Reed',
      'Marsh',
      'Begum',
      'Cole',
    ],
  },
  german: {
    first: ['Anna', 'Jürgen', 'Lena', 'Björn', 'Sophie', 'Käthe', 'Paul', 'Miriam', 'Felix', 'Heike', 'Ömer', 'Clara'],
    last: ['Müller', 'Schmidt', 'Weiß', 'Schäfer', 'Wagner', 'Hofmann', 'von Linden', 'Yılmaz', 'Kühn', 'Berger'],
  },
  french: {
    first: ['Élodie', 'François', 'Chloé', 'Hugo', 'Zoé', 'Benoît', 'Inès', 'Gaël', 'Maëlle', 'Louis'],
    last: ['Lefèvre', 'Dubois', "d'Arcy", 'Gauthier', 'Noël', 'Marchand', 'Benali', 'Petit'],
  },
  japanese: { first: ['陽菜', '蓮', '結衣', '大翔', '美咲', 'Ken'], last: ['佐藤', '鈴木', '高橋', '田中', 'Ito'] },
  chinese: { first: ['伟', '芳', '娜', '秀英', '敏'], last: ['王', '李', '张', '刘', '陈'] },
} as const;
