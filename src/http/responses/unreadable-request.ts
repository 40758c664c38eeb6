import { randomBytes, randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ErrorCode } from '../../errors.ts'
import type { App } from '../app.ts'
import { headersFor } from './security-headers.ts'
import { problems, problemType } from './problem.ts'

const reasons: Record<string, { status: number; code: ErrorCode; detail: string }> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'too_large',
    detail: 'The URL and headers are longer than is accepted here.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: 'invalid_request', detail: 'The request did not arrive in time.' },
}
const notHttp = {
  status: 400,
  code: 'invalid_request',
  detail:
    'This is not an HTTP request. A URL holds ASCII alone: letters such as ä are percent-encoded (ä is %C3%A4; curl: -G --data-urlencode). / Adressen får bara innehålla ASCII: å, ä och ö procentkodas.',
} as const

/** Answers, with a problem as everywhere, what Node could not read as a request: all there is then is a socket. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket, publicUrl: string): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const { status, code, detail } = reasons[error.code ?? ''] ?? notHttp
  const traceId = randomBytes(16).toString('hex')
  const problem = {
    type: `${publicUrl}/docs/problems/${code}`,
    title: problems[code].title.en,
    status,
    detail,
    instance: '/',
    code,
    traceId,
  }
  const body = JSON.stringify(problem)
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `content-type: ${problemType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `traceparent: 00-${traceId}-${randomBytes(8).toString('hex')}-00`,
    `x-request-id: ${randomUUID()}`,
    ...Object.entries(headersFor(publicUrl)).map(([name, value]) => `${name}: ${value}`),
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/** An expectation that nobody knows (`Expect: x`) is passed over, as HTTP allows: Node itself would answer without a word. */
export function overlooksExpectations({ server }: App): void {
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
}
