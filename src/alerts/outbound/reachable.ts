/**
 * Which addresses a webhook may lead to: those of the public internet alone, so that nobody reaches the machines beside
 * this one through it. The ranges are those of IANA's registries of special-purpose addresses.
 */
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { Problem } from '../../core/problem.ts';

const special4 = ranges('ipv4', [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]);
const global6 = ranges('ipv6', [['2000::', 3]]);
/** Within it: those that lead to IPv4 addresses or nowhere. */
const special6 = ranges('ipv6', [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]);

function ranges(family: 'ipv4' | 'ipv6', nets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of nets) list.addSubnet(net, prefix, family);
  return list;
}

/** Whether an IP address is one of the public internet. */
export function isPublic(address: string): boolean {
  if (isIPv4(address)) return !special4.check(address, 'ipv4');
  if (!isIPv6(address) || address.includes('%')) return false;
  return global6.check(address, 'ipv6') && !special6.check(address, 'ipv6');
}

/** The host of an address as it is looked up: an IPv6 address without its brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

const loopback = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;

/**
 * The address of a webhook, if one may be asked for it at all. To where its name leads is looked at whenever it is used.
 * @param allowed hosts that the operator lets through though they are not of the public internet
 * @throws Problem `alert-invalid`
 */
export function webhookAddress(written: string, allowed: readonly string[]): URL {
  const url = URL.parse(written.trim());
  if (!url || written.length > 500) return refuse('a webhook is an address such as https://example.org/hook');
  const host = hostOf(url);
  if (url.username !== '' || url.password !== '')
    return refuse('the address of a webhook holds no name and no password');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback.test(host)))
    return refuse('a webhook begins with https://');
  const isAddress = isIPv4(host) || isIPv6(host);
  if (!allowed.includes(host) && ((isAddress && !isPublic(host)) || loopback.test(host)))
    return refuse('a webhook leads to the public internet; the operator can allow other hosts');
  url.hash = '';
  return url;
}

function refuse(detail: string): never {
  throw new Problem('alert-invalid', { detail });
}
