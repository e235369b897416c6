import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

interface Signed {
  credential: string;
  signedHeaders: string;
  signature: string;
  date: string;
  payload: string;
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Whether the request is signed (AWS Signature Version 4, header or presigned) by the holder of `secret` and not expired. */
export function isSigned(request: IncomingMessage, url: URL, secret: string): boolean {
  const signed = signedParts(request, url);
  if (!signed || hasExpired(url, signed.date)) return false;
  const [, day = '', region = '', service = '', terminator = ''] = signed.credential.split('/');
  const canonical = [
    request.method,
    url.pathname,
    canonicalQuery(url),
    ...signed.signedHeaders.split(';').map((name) => `${name}:${headerOf(request, name)}`),
    '',
    signed.signedHeaders,
    signed.payload,
  ].join('\n');
  const scope = [day, region, service, terminator].join('/');
  const digest = createHash('sha256').update(canonical).digest('hex');
  const toSign = ['AWS4-HMAC-SHA256', signed.date, scope, digest].join('\n');
  const key = [day, region, service, terminator].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  const expected = hmac(key, toSign).toString('hex');
  return (
    expected.length === signed.signature.length &&
    timingSafeEqual(Buffer.from(expected), Buffer.from(signed.signature))
  );
}

function signedParts(request: IncomingMessage, url: URL): Signed | undefined {
  const query = (name: string): string => url.searchParams.get(`X-Amz-${name}`) ?? '';
  if (url.searchParams.has('X-Amz-Signature'))
    return {
      credential: query('Credential'),
      signedHeaders: query('SignedHeaders'),
      signature: query('Signature'),
      date: query('Date'),
      payload: 'UNSIGNED-PAYLOAD',
    };
  const match = /Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\w+)/.exec(
    request.headers.authorization ?? '',
  );
  if (!match) return undefined;
  const [, credential = '', signedHeaders = '', signature = ''] = match;
  return {
    credential,
    signedHeaders,
    signature,
    date: headerOf(request, 'x-amz-date'),
    payload: headerOf(request, 'x-amz-content-sha256'),
  };
}

function hasExpired(url: URL, date: string): boolean {
  const seconds = url.searchParams.get('X-Amz-Expires');
  if (seconds === null) return false;
  const [, year, month, day, hour, minute, second] =
    /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(date) ?? [];
  const signedAt = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  return !(Date.now() < signedAt + Number(seconds) * 1_000);
}

const headerOf = (request: IncomingMessage, name: string): string =>
  String(request.headers[name] ?? '')
    .trim()
    .replace(/\s+/g, ' ');

const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const canonicalQuery = (url: URL): string =>
  [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
