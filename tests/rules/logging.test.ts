import { Writable } from 'node:stream'
import { pino } from 'pino'
import pretty from 'pino-pretty'
import { expect, test } from 'vitest'
import { atTerminal, logOptions } from '../../src/http/observability/logging.ts'

test('at a terminal a line has the traceId of the answer, and an error its code, and none of its values', () => {
  let text = ''
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString()
      done()
    },
  })
  const logger = pino(logOptions, pretty({ ...atTerminal, colorize: false, destination }))
  const cause = Object.assign(new Error('duplicate key value'), { code: '23505', detail: 'hemlig' })
  const err = Object.assign(new Error('Failed query', { cause }), { params: ['hemlig'] })
  logger.error({ err, requestId: 'r-1', traceId: '4bf92f3577b34da6' }, 'unexpected error')
  expect(text).toMatch(/ERROR.*unexpected error.*"traceId":"4bf92f3577b34da6"/)
  expect(text).toContain('"code": "23505"')
  expect(text).not.toContain('r-1')
  expect(text).not.toContain('hemlig')
})
