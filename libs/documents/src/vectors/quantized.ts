/**
 * A vector as stored: of length 1, each component in a byte, before them the four bytes of the number (little endian)
 * that they are to be multiplied with. Against floats this costs less than 0.01 of a cosine and a quarter of the space.
 */
const SCALE_BYTES = 4;
const MOST = 127;

const strideOf = (dimensions: number): number => SCALE_BYTES + dimensions;

/** A vector of length 1 in the same direction; a vector of zeros stays one. */
export function normalized(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector) || 1;
  return Float32Array.from(vector, (value) => value / length);
}

export function pack(vectors: readonly Float32Array[]): Buffer {
  const dimensions = vectors[0]?.length ?? 0;
  const bytes = Buffer.alloc(vectors.length * strideOf(dimensions));
  vectors.forEach((vector, index) => {
    const at = index * strideOf(dimensions);
    const scale = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / MOST;
    bytes.writeFloatLE(scale, at);
    vector.forEach((value, component) =>
      bytes.writeInt8(scale === 0 ? 0 : Math.round(value / scale), at + SCALE_BYTES + component),
    );
  });
  return bytes;
}

export function unpack(bytes: Buffer, dimensions: number): Float32Array[] {
  return Array.from({ length: bytes.length / strideOf(dimensions) }, (_, index) => {
    const at = index * strideOf(dimensions);
    const scale = bytes.readFloatLE(at);
    return Float32Array.from(
      { length: dimensions },
      (_none, component) => scale * bytes.readInt8(at + SCALE_BYTES + component),
    );
  });
}

/** The cosine of the query and each packed vector. The innermost loop of an exact scan: no calls in it. */
export function cosines(bytes: Buffer, query: Float32Array): number[] {
  const dimensions = query.length;
  const values = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  const result: number[] = [];
  for (let at = 0; at < bytes.length; at += strideOf(dimensions)) {
    let sum = 0;
    for (let component = 0; component < dimensions; component += 1)
      sum += (query[component] as number) * (values[at + SCALE_BYTES + component] as number);
    result.push(sum * bytes.readFloatLE(at));
  }
  return result;
}
