class Admin::NotesController < ApplicationController
  before_action :authenticate_admin!
  def index; render json: Note.all; end
end
