import { test } from 'vitest'
import { writeFileSync } from 'node:fs'
import { testApp } from './support/test-app.ts'
test('prof', async () => {
  await using t = await testApp()
  const { rows } = await t.connection.pool.query(`select table_name || '.' || column_name as k from information_schema.columns where table_schema = 'public' order by table_name, ordinal_position`)
  writeFileSync('/tmp/cols.txt', rows.map((r) => r.k).join('\n'))
})
