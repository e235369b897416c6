const SHORTEST_DIRECTORY = 6;
const ENTRY = 12;

/** How many images a TIFF file holds; 1 where its directories make no sense. */
export function tiffPages(file: Buffer): number {
  const little = file[0] === 0x49;
  const u16 = (at: number): number => (little ? file.readUInt16LE(at) : file.readUInt16BE(at));
  const u32 = (at: number): number => (little ? file.readUInt32LE(at) : file.readUInt32BE(at));
  const seen = new Set<number>();
  for (let at = u32(4); at > 0 && at + SHORTEST_DIRECTORY <= file.length && !seen.has(at);) {
    seen.add(at);
    const next = at + 2 + u16(at) * ENTRY;
    at = next + 4 <= file.length ? u32(next) : 0;
  }
  return Math.max(1, seen.size);
}
