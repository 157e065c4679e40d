import { recordOperations } from '@/core/run/engine/operations';
import type { Module } from '@/core/run/module';
import { priceBooks, prices, products } from './object';
import { priceBookRules, priceRules, productRules } from './rules';

export const productsModule: Module = {
  name: 'products',
  objects: [
    { definition: products, hooks: productRules },
    { definition: priceBooks, hooks: priceBookRules },
    { definition: prices, hooks: priceRules },
  ],
  operations: [
    ...recordOperations(products),
    ...recordOperations(priceBooks),
    ...recordOperations(prices),
  ],
};
