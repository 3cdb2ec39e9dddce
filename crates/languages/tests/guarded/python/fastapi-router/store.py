import os
from sqlalchemy import Column, String, create_engine
from sqlalchemy.orm import declarative_base, sessionmaker
Work = sessionmaker(bind=create_engine(os.environ["DATABASE"]))
class Note(declarative_base()):
    __tablename__ = "notes"
    id = Column(String, primary_key=True)
def notes():
    return Work().query(Note).all()
