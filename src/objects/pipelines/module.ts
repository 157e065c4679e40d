import { recordOperations } from '@/core/run/engine/operations';
import type { Module } from '@/core/run/module';
import { newId } from '@/platform/ids';
import { stageCheckRules } from './checks';
import { pipelines, stageChecks, stages } from './object';
import { pipelineRules, stageRules } from './rules';
import { firstPipeline, firstStagesOf } from './start';

export const pipelinesModule: Module = {
  name: 'pipelines',
  objects: [
    { definition: pipelines, hooks: pipelineRules },
    { definition: stages, hooks: stageRules },
    { definition: stageChecks, hooks: stageCheckRules },
  ],
  operations: [pipelines, stages, stageChecks].flatMap(recordOperations),
  async setupCompany(tx, company) {
    const id = newId();
    tx.later(firstPipeline(company, id));
    await tx.run(firstStagesOf(company, company.language, [id]));
  },
};
