declare module "js-md4" {
  /** Calling it as a function would ask Node's crypto, which has no MD4 any more; this method computes by itself. */
  const md4: { arrayBuffer(message: Uint8Array): ArrayBuffer };
  export = md4;
}
