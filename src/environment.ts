// Imported before all else by what is started: what is read of the environment as the program is loaded stands in `.env` too.
import { existsSync } from 'node:fs'

if (existsSync('.env')) process.loadEnvFile('.env')
