"""시험지: papers that are kept, edited, put into forms and printed."""
