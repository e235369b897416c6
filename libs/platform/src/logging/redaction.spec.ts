import { redact } from './redaction';

const SHARE = `sh_${'Ab-_'.repeat(10)}xyz`;

describe('a log line', () => {
  it.each([
    [`GET /api/share/${SHARE}/run 500`, 'GET /api/share/[redacted]/run 500'],
    ['GET /api/share/a%20typo/events?from=start 404', 'GET /api/share/[redacted]/events?from=start 404'],
    [`shared as ${SHARE}.`, 'shared as [redacted].'],
    ['cookie: a=1; cpl_session=0123456789abcdef; b=2', 'cookie: a=1; cpl_session=[redacted]; b=2'],
    ['GET /api/v1/events?token=abc&from=now', 'GET /api/v1/events?token=[redacted]&from=now'],
    ['GET /api/shared/things', 'GET /api/shared/things'],
  ])('%s', (line, kept) => {
    expect(redact(line)).toBe(kept);
  });
});
