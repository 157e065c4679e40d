import { recordOperations } from '@/core/run/engine/operations';
import type { Module } from '@/core/run/module';
import { newId } from '@/platform/ids';
import { pipelines, stages } from './object';
import { pipelineRules, stageRules } from './rules';
import { firstPipeline, firstStagesOf } from './start';

export const pipelinesModule: Module = {
  name: 'pipelines',
  objects: [
    { definition: pipelines, hooks: pipelineRules },
    { definition: stages, hooks: stageRules },
  ],
  operations: [...recordOperations(pipelines), ...recordOperations(stages)],
  async setupCompany(tx, company) {
    const id = newId();
    tx.later(firstPipeline(company, id));
    await tx.run(firstStagesOf(company, company.language, [id]));
  },
};
