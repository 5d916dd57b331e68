// MinHash of one row, 16 of 128 permutations at a time, each a multiply-add modulo 2^32.
// AssemblyScript; kernel.generated.ts holds what it compiles to.
//
// shingles: u32[count]; coefficients: u32[128] multipliers (odd), then u32[128] addends; signature: u32[128]
export function minhash(shingles: usize, count: i32, coefficients: usize, signature: usize): void {
  const end = shingles + (<usize>count << 2);
  for (let k: usize = 0; k < 512; k += 64) {
    const a = coefficients + k;
    const b = a + 512;
    const a0 = v128.load(a), a1 = v128.load(a, 16), a2 = v128.load(a, 32), a3 = v128.load(a, 48);
    const b0 = v128.load(b), b1 = v128.load(b, 16), b2 = v128.load(b, 32), b3 = v128.load(b, 48);
    let s0 = i32x4.splat(-1), s1 = i32x4.splat(-1), s2 = i32x4.splat(-1), s3 = i32x4.splat(-1);
    for (let p = shingles; p < end; p += 4) {
      const x = v128.load32_splat(p);
      s0 = i32x4.min_u(s0, i32x4.add(i32x4.mul(a0, x), b0));
      s1 = i32x4.min_u(s1, i32x4.add(i32x4.mul(a1, x), b1));
      s2 = i32x4.min_u(s2, i32x4.add(i32x4.mul(a2, x), b2));
      s3 = i32x4.min_u(s3, i32x4.add(i32x4.mul(a3, x), b3));
    }
    const s = signature + k;
    v128.store(s, s0);
    v128.store(s, s1, 16);
    v128.store(s, s2, 32);
    v128.store(s, s3, 48);
  }
}
