import { isIP } from 'node:net'
import { StartupError } from './errors.ts'
import { roles, scopes, type Role, type Scope } from './actor.ts'
import { isSecure, type OidcSettings } from './identity/oidc/claims.rules.ts'
import { faultsTogether, isElsewhere, municipalityVariables } from './municipality-variables.ts'

type Seed = 'none' | 'vocabularies' | 'facts' | 'demo'

export interface Config {
  port: number
  host: string
  dataDir: string
  databaseUser: string | undefined
  databaseUrl: string | undefined
  databaseOwnerUrl: string | undefined
  databaseReadUrl: string | undefined
  logLevel: string
  publicUrl: string
  seed: Seed
  /** Requests a minute, of a caller and of an address without a key; nothing for no limits at all. */
  rateLimit: { caller: number; public: number } | undefined
  rateLimitStore: 'memory' | 'postgres'
  trustProxy: string[]
  corsOrigins: string[]
  oidc: OidcSettings | undefined
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']
const seeds: Seed[] = ['none', 'vocabularies', 'facts', 'demo']
const stores = ['memory', 'postgres']
/** Names that Fastify knows for the private parts of the address space. */
const networkNames = ['loopback', 'linklocal', 'uniquelocal']
const mostRequests = 1_000_000

interface Variable {
  fallback: string
  meaning: string
  /** What is wrong with a value, or nothing; `read` gives that of another variable. */
  fault(value: string, read: (name: string) => string): string | undefined
}

/** Every variable of the environment that the register reads, in the order that `--help` shows them. */
export const variables: Record<string, Variable> = {
  PORT: {
    fallback: '3000',
    meaning: 'TCP port to listen on; 0 takes a free one',
    fault: (value) =>
      /^\d{1,5}$/.test(value) && Number(value) <= 65535 ? undefined : 'must be a port from 0 to 65535',
  },
  HOST: {
    fallback: '127.0.0.1',
    meaning: 'address to listen on; 0.0.0.0 for all',
    fault: (value) => (/^[\w.:-]+$/.test(value) ? undefined : 'must be a host name or an IP address'),
  },
  DATA_DIR: {
    fallback: './data',
    meaning: 'where the embedded PostgreSQL keeps its data, when no DATABASE_URL is given',
    fault: (value) => (value.includes('\0') ? 'must be a path' : undefined),
  },
  DATABASE_USER: {
    fallback: '',
    meaning: 'the account of this machine that serves the embedded PostgreSQL when root starts it; default nobody',
    fault: (value) => (/^[\w.-]*$/.test(value) ? undefined : 'must be the name of an account'),
  },
  DATABASE_URL: {
    fallback: '',
    meaning: 'a PostgreSQL 16 to 18 to use instead of the embedded one: postgres://user:password@host/database',
    fault: faultOfDatabase,
  },
  DATABASE_OWNER_URL: {
    fallback: '',
    meaning: 'the same database as the owner of its tables, who migrates; default DATABASE_URL',
    fault: faultOfDatabase,
  },
  DATABASE_READ_URL: {
    fallback: '',
    meaning: 'a streaming replica of that database, for the reads of callers without a key',
    fault: faultOfDatabase,
  },
  LOG_LEVEL: {
    fallback: 'info',
    meaning: `one of ${logLevels.join(', ')}`,
    fault: (value) => (logLevels.includes(value) ? undefined : `must be one of ${logLevels.join(', ')}`),
  },
  PUBLIC_URL: {
    fallback: '',
    meaning: 'how the world reaches the register, such as https://register.example.se; default http://HOST:PORT',
    fault: (value) =>
      value === '' || hasProtocol(value, ['http:', 'https:']) ? undefined : 'must be an http:// or https:// URL',
  },
  RATE_LIMIT: {
    fallback: '1200',
    meaning: 'requests a minute of one caller; off for load tests, on the loopback alone',
    fault: (value) =>
      value === 'off' || isLimit(value) ? undefined : `must be a number from 1 to ${mostRequests}, or off`,
  },
  RATE_LIMIT_PUBLIC: {
    fallback: '300',
    meaning: 'requests a minute of one address without a key',
    fault: (value) => (isLimit(value) ? undefined : `must be a number from 1 to ${mostRequests}`),
  },
  RATE_LIMIT_STORE: {
    fallback: 'memory',
    meaning:
      'where requests are counted: memory, by each register for itself; postgres, by all on one database together',
    fault: (value) => (stores.includes(value) ? undefined : `must be one of ${stores.join(', ')}`),
  },
  TRUST_PROXY: {
    fallback: '',
    meaning:
      'proxies whose X-Forwarded-For names the caller: addresses, networks, loopback, uniquelocal, with commas; without it, all that comes through a proxy counts as one address',
    fault: (value) =>
      listed(value).every(isNetwork)
        ? undefined
        : `must be addresses (192.0.2.1), networks (10.0.0.0/8) or ${networkNames.join(', ')}, with commas; the number of proxies does not tell who they are`,
  },
  CORS_ORIGINS: {
    fallback: '',
    meaning:
      'web pages that may call the register, such as https://www.example.se, with commas; * lets all of them read what is public',
    fault: (value) =>
      value === '*' || listed(value).every(isOrigin)
        ? undefined
        : 'must be origins such as https://www.example.se, or *',
  },
  SEED: {
    fallback: '',
    meaning:
      'what to load at start: none, vocabularies (the default on a database of your own, and of another municipality), facts (the default on the embedded one) or demo (facts and fictional data)',
    fault: (value) =>
      value === '' || seeds.includes(value as Seed) ? undefined : `must be one of ${seeds.join(', ')}`,
  },
  ...municipalityVariables,
  OIDC_ISSUER: {
    fallback: '',
    meaning: 'the OpenID provider whose access tokens are taken beside API keys, exactly as its tokens name it',
    fault: (value) =>
      value === '' || (isSecure(value) && !/[?#]/.test(value)) ? undefined : 'must be an https:// URL without ? and #',
  },
  OIDC_AUDIENCE: {
    fallback: '',
    meaning: 'what those tokens call this register (aud)',
    fault: (value, read) =>
      value === '' && read('OIDC_ISSUER') !== '' ? 'must be set where OIDC_ISSUER is' : undefined,
  },
  OIDC_ROLE_CLAIM: {
    fallback: 'role',
    meaning: 'the claim with the role or roles of who signs in, or a path to it such as realm_access.roles',
    fault: () => undefined,
  },
  OIDC_ROLES: {
    fallback: roles.map((role) => `${role}=${role}`).join(','),
    meaning: 'what that claim calls each role: value=role,value=role; of several roles the highest counts',
    fault: (value) => (rolesIn(value) ? undefined : `must be value=role,..., each role one of ${roles.join(', ')}`),
  },
  OIDC_ORGANISATION_CLAIM: {
    fallback: 'organisation_id',
    meaning: 'the claim with whom a partner or matcher acts for: the id in the register, or the organisation number',
    fault: () => undefined,
  },
  OIDC_DEFAULT_SCOPES: {
    fallback: '',
    meaning:
      'what a token may that has neither scope nor scp: read, or read,write for a provider that gives roles alone; default nothing',
    fault: (value) =>
      listed(value).every((word) => scopes.includes(word as Scope)) ? undefined : `must be of ${scopes.join(',')}`,
  },
  OIDC_CLOCK_SKEW_SECONDS: {
    fallback: '30',
    meaning: "by how much the provider's clock may differ",
    fault: (value) => (/^\d{1,3}$/.test(value) && Number(value) <= 300 ? undefined : 'must be from 0 to 300'),
  },
}

const isLimit = (value: string) => /^[1-9]\d{0,6}$/.test(value) && Number(value) <= mostRequests
const listed = (value: string) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)

function faultOfDatabase(value: string): string | undefined {
  return value === '' || hasProtocol(value, ['postgres:', 'postgresql:']) ? undefined : 'must be a postgres:// URL'
}

/** Reads the configuration. Throws one StartupError that names every wrong value; values themselves are not repeated. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const read = (name: string) => environment[name]?.trim() || variables[name]!.fallback
  const faults = Object.entries(variables).flatMap(([name, variable]) => {
    const fault = variable.fault(read(name), read)
    return fault ? [`${name} ${fault}.`] : []
  })
  faults.push(...faultsTogether(environment))
  if (read('RATE_LIMIT') === 'off' && !isLoopback(read('HOST')))
    faults.push('RATE_LIMIT can be off on the loopback alone, with HOST 127.0.0.1, ::1 or localhost.')
  if (faults.length > 0) throw new StartupError(`Wrong configuration: ${faults.join(' ')}`)
  const [port, host, databaseUrl] = [Number(read('PORT')), read('HOST'), read('DATABASE_URL') || undefined]
  return {
    port,
    host,
    databaseUrl,
    databaseOwnerUrl: read('DATABASE_OWNER_URL') || undefined,
    databaseReadUrl: read('DATABASE_READ_URL') || undefined,
    dataDir: read('DATA_DIR'),
    databaseUser: read('DATABASE_USER') || undefined,
    logLevel: read('LOG_LEVEL'),
    publicUrl: (read('PUBLIC_URL') || `http://${reachable(host)}:${port}`).replace(/\/+$/, ''),
    rateLimit:
      read('RATE_LIMIT') === 'off'
        ? undefined
        : { caller: Number(read('RATE_LIMIT')), public: Number(read('RATE_LIMIT_PUBLIC')) },
    rateLimitStore: read('RATE_LIMIT_STORE') as Config['rateLimitStore'],
    trustProxy: listed(read('TRUST_PROXY')),
    corsOrigins: listed(read('CORS_ORIGINS')),
    seed: (read('SEED') || (databaseUrl || isElsewhere(environment) ? 'vocabularies' : 'facts')) as Seed,
    oidc: oidcIn(read),
  }
}

function oidcIn(read: (name: string) => string): OidcSettings | undefined {
  if (read('OIDC_ISSUER') === '') return undefined
  return {
    issuer: read('OIDC_ISSUER'),
    audience: read('OIDC_AUDIENCE'),
    roleClaim: read('OIDC_ROLE_CLAIM'),
    roles: rolesIn(read('OIDC_ROLES'))!,
    organisationClaim: read('OIDC_ORGANISATION_CLAIM'),
    defaultScopes: scopes.filter((scope) => listed(read('OIDC_DEFAULT_SCOPES')).includes(scope)),
    clockSkewSeconds: Number(read('OIDC_CLOCK_SKEW_SECONDS')),
  }
}

/** `value=role,...`; nothing when it is not that. */
function rolesIn(text: string): Map<string, Role> | undefined {
  const pairs = text.split(',').map((pair) => /^\s*(.*\S)\s*=\s*(\w+)\s*$/.exec(pair)?.slice(1))
  const isPair = (pair: string[] | undefined): pair is [string, Role] => roles.includes(pair?.[1] as Role)
  return pairs.every(isPair) ? new Map(pairs) : undefined
}

/** The name under which this machine reaches itself: an address that stands for all of its own is no name. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

function hasProtocol(value: string, protocols: string[]): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol)
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

function isNetwork(value: string): boolean {
  if (networkNames.includes(value)) return true
  const [address = '', bits, ...more] = value.split('/')
  const family = isIP(address)
  if (family === 0 || more.length > 0) return false
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

function isOrigin(value: string): boolean {
  return !value.includes('*') && hasProtocol(value, ['http:', 'https:']) && new URL(value).origin === value
}
