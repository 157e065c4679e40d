/**
 * Everything that floats above the page, in one piece of code that is fetched when a pointer or the focus first comes
 * near something that opens. Import it through layer-loader.ts only, or every page carries it from the start.
 */
export * as cmdk from 'cmdk';
export * as dialog from 'radix-ui/dialog';
export * as menu from 'radix-ui/dropdown-menu';
export * as popover from 'radix-ui/popover';
export * as select from 'radix-ui/select';
