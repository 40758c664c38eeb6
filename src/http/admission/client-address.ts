import { isIP, SocketAddress } from 'node:net'

const networkGroups = 4
const loggedGroups = 3

/**
 * What the calls of an address are counted under: an IPv4 address itself; the /64 of an IPv6 address, since whoever has
 * one has all that it holds. What is no address, as a proxy may pass on, is counted as one.
 */
export function bucketOf(ip: string): string {
  const groups = groupsOf(ip)
  return typeof groups === 'string' ? groups : `${groups.slice(0, networkGroups).join(':')}::/64`
}

/** As much of an address as may stand in a log: the /24 of an IPv4, the /48 of an IPv6 address. */
export function networkOf(ip: string): string {
  const groups = groupsOf(ip)
  if (typeof groups !== 'string') return `${groups.slice(0, loggedGroups).join(':')}::/48`
  return groups.replace(/\.\d+$/, '.0/24')
}

/** An IPv4 address as text, also one written as IPv6 (`::ffff:192.0.2.1`); else the eight groups of an IPv6 address. */
function groupsOf(ip: string): string | string[] {
  const family = isIP(ip)
  if (family === 0) return 'unknown'
  if (family === 4) return ip
  // As the system writes it: in lower case, with the longest run of zeros left out.
  const { address } = new SocketAddress({ address: ip, family: 'ipv6' })
  const mapped = /^::ffff:([\d.]+)$/.exec(address)
  if (mapped) return mapped[1]!
  const [before = [], after = []] = address.split('::').map((part) => part.split(':').filter(Boolean))
  return [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after]
}
