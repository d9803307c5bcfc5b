"""Word, PowerPoint, Excel, HWP and HWPX."""
