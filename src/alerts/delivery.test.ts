import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { afterFailure, type Delivery, digestHour, isDue, isStopped } from './delivery.ts';
import { sendingFrom } from './outbound/settings.ts';

const begun: Delivery = { way: 'mail', sent: 1, settled: '', failures: 0, next: '', trouble: '' };

describe('the hour of a digest', () => {
  test.each([
    ['daily', '2026-11-23T06:00:00Z', '2026-11-23T06:00:00.000Z'],
    ['daily', '2026-11-23T05:59:59Z', '2026-11-22T06:00:00.000Z'],
    // A Monday.
    ['weekly', '2026-11-23T06:00:00Z', '2026-11-23T06:00:00.000Z'],
    ['weekly', '2026-11-23T05:59:59Z', '2026-11-16T06:00:00.000Z'],
    ['weekly', '2026-11-29T23:00:00Z', '2026-11-23T06:00:00.000Z'],
    ['weekly', '2027-01-01T00:00:00Z', '2026-12-28T06:00:00.000Z'],
  ] as const)('%s at %s: %s', (mail, now, hour) => {
    expect(digestHour(mail, new Date(now))).toBe(hour);
  });

  it('comes in every day and in every week, and never after now', () => {
    const time = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(time, fc.constantFrom('daily' as const, 'weekly' as const), (now, mail) => {
        const behind = now.getTime() - Date.parse(digestHour(mail, now));
        const most = (mail === 'daily' ? 1 : 7) * 24 * 3_600_000;
        return behind >= 0 && behind < most;
      }),
    );
  });
});

test('waits double up to six hours, and end after about a day', () => {
  let delivery: Delivery = { ...begun, underWay: 2 };
  let now = new Date('2026-11-23T06:00:00Z');
  const waits: number[] = [];
  while (!isStopped(delivery)) {
    expect(isDue(delivery, 'daily', now, 9)).toBe(true);
    delivery = afterFailure(delivery, 'no', now);
    waits.push((Date.parse(delivery.next) - now.getTime()) / 60_000);
    expect(isDue(delivery, 'daily', new Date(Date.parse(delivery.next) - 1), 9)).toBe(false);
    now = new Date(delivery.next);
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]);
  expect(isDue(delivery, 'daily', new Date('2030-01-01'), 9)).toBe(false);
});

describe('what the operator sets up', () => {
  const whole = {
    PLUMBLINE_ADDRESS: 'https://plumbline.example.org/',
    PLUMBLINE_SMTP_HOST: 'mail.example.org',
    PLUMBLINE_SMTP_FROM: 'alerts@example.org',
  };

  it('is nothing where nothing is said', () => {
    expect(sendingFrom({ PATH: '/bin', PLUMBLINE_SMTP_HOST: undefined })).toEqual({});
  });

  it('encrypts unless the operator says otherwise', () => {
    const mail = (more: object) => sendingFrom({ ...whole, ...more }).mail;
    expect(sendingFrom(whole)).toEqual({
      origin: 'https://plumbline.example.org',
      mail: { host: 'mail.example.org', port: 587, encryption: 'starttls', sender: 'alerts@example.org' },
    });
    expect(mail({ PLUMBLINE_SMTP_PORT: '465' })?.encryption).toBe('implicit');
    expect(mail({ PLUMBLINE_SMTP_PORT: '25', PLUMBLINE_SMTP_TLS: 'none' })?.encryption).toBe('none');
  });

  test.each([
    [{ PLUMBLINE_ADDRESS: undefined }, 'PLUMBLINE_ADDRESS is missing'],
    [{ PLUMBLINE_ADDRESS: 'http://plumbline.example.org' }, 'https://plumbline.example.org'],
    [{ PLUMBLINE_SMTP_HOST: undefined }, 'PLUMBLINE_SMTP_HOST is missing'],
    [{ PLUMBLINE_SMTP_FROM: 'Alerts <a@example.org>' }, 'PLUMBLINE_SMTP_FROM'],
    [{ PLUMBLINE_SMTP_PORT: 'secret' }, 'PLUMBLINE_SMTP_PORT'],
    [{ PLUMBLINE_SMTP_TLS: 'off' }, 'PLUMBLINE_SMTP_TLS'],
    [{ PLUMBLINE_SMTP_USER: 'anna' }, 'together or not at all'],
    [
      { PLUMBLINE_SMTP_USER: 'a', PLUMBLINE_SMTP_PASSWORD_FILE: '/x', PLUMBLINE_SMTP_TLS: 'none' },
      'readable by others',
    ],
  ])('is refused with a sentence where it is not whole: %o', (wrong, said) => {
    expect(() => sendingFrom({ ...whole, ...wrong })).toThrow(said);
  });
});
