import { boolean, choice, integer, percent, ref, tags, text } from '@/core/shape/field';
import { defineObject } from '@/core/shape/object';

/** A way that deals go, stage by stage. Every company has at least one. */
export const pipelines = defineObject({
  name: 'pipelines',
  singular: 'pipeline',
  label: { en: 'Pipeline', tr: 'Satış hattı' },
  label_plural: { en: 'Pipelines', tr: 'Satış hatları' },
  icon: 'waypoints',
  shortcut: 'p',
  configuration: true,
  title: ['name'],
  groups: { settings: { en: 'Settings', tr: 'Ayarlar' } },
  // biome-ignore format: one line per field
  fields: {
    name: text({ en: 'Name', tr: 'Ad' }, { group: 'settings', required: true, max: 100, searchable: true, quick: true }),
    position: integer({ en: 'Position', tr: 'Sıra' }, { group: 'settings', min: 0, max: 10_000, default: 0, column: 20 }),
    is_default: boolean({ en: 'Default for new deals', tr: 'Yeni fırsatlar için varsayılan' }, { group: 'settings', column: 10 }),
    lost_reasons: tags({ en: 'Reasons for losing a deal', tr: 'Kaybetme nedenleri' }, { group: 'settings', max: 50, column: 30 }),
  },
});

/** A step of a pipeline. Each pipeline has open ones and at least one for won and one for lost deals. */
export const stages = defineObject({
  name: 'stages',
  singular: 'stage',
  label: { en: 'Stage', tr: 'Aşama' },
  label_plural: { en: 'Stages', tr: 'Aşamalar' },
  icon: 'milestone',
  shortcut: 's',
  configuration: true,
  title: ['name'],
  groups: { settings: { en: 'Settings', tr: 'Ayarlar' } },
  // biome-ignore format: one line per field
  fields: {
    pipeline_id: ref({ en: 'Pipeline', tr: 'Satış hattı' }, { group: 'settings', required: true, quick: true, target: 'pipelines', inverse: 'stages', column: 10 }),
    name: text({ en: 'Name', tr: 'Ad' }, { group: 'settings', required: true, max: 100, searchable: true, quick: true }),
    kind: choice({ en: 'Kind', tr: 'Tür' }, { group: 'settings', required: true, default: 'open', column: 20, choices: [
      { value: 'open', label: { en: 'Open', tr: 'Açık' }, color: 'blue' },
      { value: 'won', label: { en: 'Won', tr: 'Kazanıldı' }, color: 'green' },
      { value: 'lost', label: { en: 'Lost', tr: 'Kaybedildi' }, color: 'red' },
    ] }),
    probability: percent({ en: 'Probability', tr: 'Olasılık' }, { group: 'settings', required: true, default: 0, min: 0, max: 100, quick: true, column: 30 }),
    rotting_days: integer({ en: 'Rots after (days)', tr: 'Kaç günde bayatlar' }, { group: 'settings', min: 1, max: 3650, column: 40 }),
    position: integer({ en: 'Position', tr: 'Sıra' }, { group: 'settings', min: 0, max: 10_000, column: 50 }),
    required_fields: tags({ en: 'Fields a deal must have', tr: 'Fırsatta dolu olması gerekenler' }, { group: 'settings', max: 50 }),
  },
});

/** A thing to see to while a deal is in a stage. A required one holds deals back from going on. */
export const stageChecks = defineObject({
  name: 'stage_checks',
  singular: 'stage_check',
  label: { en: 'Checklist entry', tr: 'Kontrol listesi maddesi' },
  label_plural: { en: 'Checklist entries', tr: 'Kontrol listesi maddeleri' },
  icon: 'list-checks',
  shortcut: 'k',
  configuration: true,
  title: ['name'],
  groups: { settings: { en: 'Settings', tr: 'Ayarlar' } },
  // biome-ignore format: one line per field
  fields: {
    stage_id: ref({ en: 'Stage', tr: 'Aşama' }, { group: 'settings', required: true, quick: true, target: 'stages', inverse: 'checklist', inverse_label: { en: 'Checklist', tr: 'Kontrol listesi' }, column: 10 }),
    name: text({ en: 'What is to be seen to', tr: 'Yapılacak' }, { group: 'settings', required: true, max: 200, searchable: true, quick: true }),
    is_required: boolean({ en: 'Needed to go on', tr: 'İlerlemek için gerekli' }, { group: 'settings', quick: true, column: 20 }),
    position: integer({ en: 'Position', tr: 'Sıra' }, { group: 'settings', min: 0, max: 10_000, column: 30 }),
  },
});
