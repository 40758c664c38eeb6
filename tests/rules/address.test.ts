import { expect, test } from 'vitest'
import { bucketOf, networkOf } from '../../src/http/admission/client-address.ts'

test.each([
  ['192.0.2.17', '192.0.2.17', '192.0.2.0/24'],
  ['::ffff:192.0.2.17', '192.0.2.17', '192.0.2.0/24'],
  ['::FFFF:c000:0211', '192.0.2.17', '192.0.2.0/24'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/48'],
  ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64', '2001:db8:1::/48'],
  ['2001:db8::1', '2001:db8:0:0::/64', '2001:db8:0::/48'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64', 'fe80:0:0::/48'],
  ['::1', '0:0:0:0::/64', '0:0:0::/48'],
  ['64:ff9b::192.0.2.17', '64:ff9b:0:0::/64', '64:ff9b:0::/48'],
  ['', 'unknown', 'unknown'],
  ['191212121212', 'unknown', 'unknown'],
  ['192.0.2.17, 198.51.100.1', 'unknown', 'unknown'],
  ['x'.repeat(5000), 'unknown', 'unknown'],
])('%s is counted as %s and logged as %s', (ip, bucket, network) => {
  expect([bucketOf(ip), networkOf(ip)]).toEqual([bucket, network])
})
