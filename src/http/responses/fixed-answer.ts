import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Reply, Request } from '../app.ts'
import { isKnown } from './etag.ts'
import { varies } from './security-headers.ts'

/** The best takes seconds for what is 3 % smaller. */
const quality = 5

const codings = {
  br: (content: Buffer) =>
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }),
  gzip: (content: Buffer) => promisify(gzip)(content),
}
type Coding = keyof typeof codings

interface Made {
  content: Buffer
  etag: string
}

/**
 * The handler of what stays the same for as long as the process runs. It is made once, when it is first asked for, and
 * compressed once in each coding that is asked for: a request afterwards costs no more than sending it.
 */
export function fixedAnswer(type: string, make: () => string | Buffer, headers: Record<string, string> = {}) {
  let plain: Made | undefined
  const coded = new Map<Coding, Promise<Made>>()

  async function encode({ content, etag }: Made, coding: Coding): Promise<Made> {
    return { content: await codings[coding](content), etag: etag.replace(/"$/, `-${coding}"`) }
  }

  function inCoding(coding: Coding, made: Made): Promise<Made> {
    const known = coded.get(coding) ?? encode(made, coding)
    coded.set(coding, known)
    return known
  }

  return async (request: Request, reply: Reply): Promise<Reply> => {
    plain ??= withTag(Buffer.from(make()))
    const accepted = request.encodings()
    const coding = (['br', 'gzip'] as const).find((name) => accepted.includes(name))
    const { content, etag } = coding ? await inCoding(coding, plain) : plain
    varies(reply, 'accept-encoding')
    reply.headers({ 'cache-control': 'public, no-cache', ...headers, etag })
    if (isKnown(request, etag)) return reply.code(304).send()
    if (coding) reply.header('content-encoding', coding)
    return reply.type(type).send(content)
  }
}

function withTag(content: Buffer): Made {
  return { content, etag: `"${hash('sha256', content, 'base64url').slice(0, 24)}"` }
}
