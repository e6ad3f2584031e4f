import {
  IconBuildingLighthouse,
  IconChartBar,
  IconCoin,
  IconFlag,
  IconInbox,
  IconListDetails,
  IconRoute,
  IconShieldCheck,
} from '@tabler/icons-react';

export const pages = [
  { to: '/inbox', label: 'Inbox', icon: IconInbox },
  { to: '/runs', label: 'Runs', icon: IconListDetails },
  { to: '/map', label: 'Map', icon: IconRoute },
  { to: '/systems', label: 'Systems', icon: IconBuildingLighthouse },
  { to: '/overview', label: 'Overview', icon: IconChartBar },
  { to: '/cost', label: 'Cost', icon: IconCoin },
  { to: '/feedback', label: 'Feedback', icon: IconFlag },
  { to: '/readiness', label: 'Readiness', icon: IconShieldCheck },
] as const;
