/** The package's own declarations are not reachable by its exports; these are the functions that tests compare with. */
declare module 'cephes' {
  const cephes: {
    compiled: Promise<void>;
    lgam(x: number): number;
    hyp2f1(a: number, b: number, c: number, x: number): number;
    erfc(x: number): number;
    igamc(a: number, x: number): number;
    incbet(a: number, b: number, x: number): number;
  };
  export default cephes;
}
