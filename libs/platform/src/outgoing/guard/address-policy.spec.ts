import { loadSettings, SettingsError } from '../../config/settings';
import { AddressPolicy } from './address-policy';
import { OutgoingSettings } from '../outgoing.settings';

describe('addresses that may be reached', () => {
  const policy = new AddressPolicy([]);

  it.each(['8.8.8.8', '93.184.216.34', '2606:4700::1111', '2a00:1450:4001:81b::200e', '::ffff:8.8.8.8'])(
    'are public ones: %s',
    (address) => {
      expect(policy.admits('anybody.example', address)).toBe(true);
    },
  );

  it.each([
    ['loopback', '127.0.0.1', '127.255.1.2', '::1'],
    ['private', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fd00::1', 'fc00::1'],
    ['link-local and metadata', '169.254.169.254', 'fe80::1', 'fe80::1%eth0', 'fd00:ec2::254'],
    ['metadata elsewhere', '100.100.100.200', '192.0.0.192', '168.63.129.16'],
    ['carrier-grade NAT', '100.64.0.1', '100.127.255.255'],
    ['multicast and broadcast', '224.0.0.1', '239.1.1.1', '255.255.255.255', 'ff02::1'],
    ['unspecified', '0.0.0.0', '0.1.2.3', '::'],
    ['reserved', '240.0.0.1', '192.0.2.1', '198.18.0.1', '198.51.100.1', '2001:db8::1', '3fff::1', '5f00::1'],
    ['IPv4 in IPv6', '::ffff:127.0.0.1', '::ffff:a00:1', '::ffff:0:127.0.0.1', '::127.0.0.1', '::7f00:1'],
    ['translated and tunnelled', '64:ff9b::a00:1', '64:ff9b:1::1', '2002:7f00:1::', '2001::1', 'fec0::1'],
    [
      'no addresses',
      '',
      'localhost',
      '0x7f000001',
      '2130706433',
      '127.1',
      '0177.0.0.1',
      '1.2.3.4.5',
      '300.1.1.1',
    ],
  ])('are not %s ones', (_, ...addresses) => {
    expect(addresses.filter((address) => policy.admits('anybody.example', address))).toEqual([]);
  });

  it('are those of an allowed range too, however they are written', () => {
    const wider = new AddressPolicy(['10.1.0.0/16', '127.0.0.1', 'fd12::/16']);
    const open = ['10.1.2.3', '::ffff:10.1.2.3', '127.0.0.1', 'fd12::7'];
    const shut = ['10.2.0.1', '127.0.0.2', '::1', 'fd13::7', '::ffff:10.2.0.1'];
    expect([...open, ...shut].filter((address) => wider.admits('any.example', address))).toEqual(open);
  });

  it('are all of an allowed host, and of no host that is merely called alike', () => {
    const wider = new AddressPolicy(['Intranet.Example']);
    for (const host of ['intranet.example', 'INTRANET.example.'])
      expect(wider.admits(host, '10.0.0.1')).toBe(true);
    for (const host of ['x.intranet.example', 'intranet.example.evil.example', 'xintranet.example'])
      expect(wider.admits(host, '10.0.0.1')).toBe(false);
  });
});

describe('OUTBOUND_ALLOW', () => {
  const load = (OUTBOUND_ALLOW: string) => loadSettings([OutgoingSettings], { OUTBOUND_ALLOW })[0].allowed;

  it('takes names, addresses and ranges', () => {
    expect(load('wiki.example, 10.1.0.0/16,::1, localhost')).toEqual([
      'wiki.example',
      '10.1.0.0/16',
      '::1',
      'localhost',
    ]);
    expect(load('')).toEqual([]);
  });

  it.each([
    '10.0.0.0/33',
    'http://wiki.example',
    '10.1',
    '0x7f000001',
    'a b',
    '*',
    '*.example',
    '1.2.3.4.5',
    '-/8',
  ])('stops the start for %s', (entry) => {
    expect(() => load(`wiki.example,${entry}`)).toThrow(SettingsError);
    expect(() => load(`wiki.example,${entry}`)).toThrow(
      /^ {2}OUTBOUND_ALLOW: .*host name, an address or a range/m,
    );
  });
});
