#!/usr/bin/env node
import { Command } from 'commander';
import { releaseCommand } from './release.ts';
import { tokenCommand } from './token.ts';

await new Command('eoms')
  .description('EOMS 部门团队命令行 / the command line of department teams')
  .addCommand(releaseCommand())
  .addCommand(tokenCommand())
  .parseAsync();
