'use client';

import dynamic from 'next/dynamic';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import type { ObjectScope } from '../object-scope';
import type { ListAddress, ListAddressChange } from '../use-list-address';

// Fetched when it is first needed; the list itself stays light.
const CreateDialog = dynamic(
  () => import('./create-dialog').then((module) => module.CreateDialog),
  {
    ssr: false,
  },
);

interface Props {
  scope: ObjectScope;
  phone: boolean;
  address: ListAddress;
  setAddress: (change: ListAddressChange, options?: { replace?: boolean }) => void;
}

/** The create form, while the address asks for it; values in the address are filled in. */
export function CreateFromAddress(props: Props) {
  return props.address.isNew && props.scope.can('create') ? <Create {...props} /> : null;
}

function Create({ scope, phone, setAddress }: Props) {
  const search = useSearchParams();
  const [given] = useState(() =>
    Object.fromEntries(
      Object.keys(scope.object.fields).flatMap((path) =>
        search.get(path) ? [[path, search.get(path) ?? '']] : [],
      ),
    ),
  );
  return (
    <CreateDialog
      scope={scope}
      given={given}
      phone={phone}
      onClose={() => setAddress({ isNew: false }, { replace: true })}
      onCreated={(id) => setAddress({ isNew: false, open: id }, { replace: true })}
    />
  );
}
