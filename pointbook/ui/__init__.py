"""What people see: filters, figures, charts, tables, forms. Beside pages/ the only room with Streamlit."""
